/**
 * Adds to package-lock.json the optional packages of other platforms that the registry in use does not serve. npm leaves
 * them out when it writes the lock, and `npm ci` then takes the lock for stale. Run after every `npm install`:
 *   node scripts/complete-lockfile.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const at = [`${path}/node_modules/${name}`, `node_modules/${name}`];
    if (at.some((place) => place in lock.packages)) continue;
    const has = (part) => name.includes(part);
    const os = SYSTEMS.filter(has);
    const cpu = PROCESSORS.filter(has).slice(0, 1);
    if (os.length === 0 && cpu.length === 0) continue;
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/u, ''),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(os.length > 0 ? { os } : {}),
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(has('musl') ? { libc: ['musl'] } : {}),
    };
  }
}
const packages = Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, undefined, 2)}\n`);
