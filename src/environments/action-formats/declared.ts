/**
 * What is wrong with a declared action space, in sentences by field. Custom environments are checked with it when they
 * are defined; nothing is corrected.
 */
import { HOLE } from './templates.ts';

const TYPES = ['string', 'integer', 'number', 'boolean'];
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/u;
/** Names that are literals where calls are written as code. */
const LITERALS = ['True', 'False', 'None', 'true', 'false', 'null'];

type Fields = Readonly<Record<string, unknown>>;

/** Empty for a space that can be used. */
export function faultsOfSpace(value: unknown): string[] {
  if (!isObject(value)) return ["expected {kind: 'calls', actions: […]} or {kind: 'text', action: {…}}"];
  if (value['kind'] === 'text') {
    const faults = faultsOfAction(value['action'], 'action');
    const parameters = isObject(value['action']) ? value['action']['parameters'] : undefined;
    const one = Array.isArray(parameters) && parameters.length === 1 && asObject(parameters[0])['type'] === 'string';
    return faults.length > 0 || one ? faults : ['action: free text has exactly one parameter, of type string'];
  }
  if (value['kind'] !== 'calls') return ["kind: expected 'calls' or 'text'"];
  const { actions } = value;
  if (!Array.isArray(actions) || actions.length === 0) return ['actions: expected a list of at least one action'];
  const faults = actions.flatMap((action, index) => faultsOfAction(action, `actions[${index}]`));
  return [...faults, ...twice(actions, 'actions')];
}

function faultsOfAction(value: unknown, where: string): string[] {
  if (!isObject(value)) return [`${where}: expected {name, description, parameters, template}`];
  const { parameters, template } = value;
  const faults = faultsOfName(value, where);
  if (typeof value['description'] !== 'string') faults.push(`${where}.description: expected a text`);
  if (!Array.isArray(parameters)) return [...faults, `${where}.parameters: expected a list ([] for none)`];
  faults.push(
    ...parameters.flatMap((parameter, index) => faultsOfParameter(parameter, `${where}.parameters[${index}]`)),
  );
  faults.push(...twice(parameters, `${where}.parameters`));
  if (typeof template !== 'string' || template.trim() === '')
    return [...faults, `${where}.template: expected a text such as "take {item}"`];
  const names = parameters.map((parameter) => String(asObject(parameter)['name']));
  return [...faults, ...faultsOfTemplate(template, names, `${where}.template`)];
}

function faultsOfTemplate(template: string, names: readonly string[], where: string): string[] {
  const holes = [...template.matchAll(HOLE)].map(([, name = '']) => name);
  const faults: string[] = [];
  for (const name of names) {
    const times = holes.filter((hole) => hole === name).length;
    if (times !== 1) faults.push(`${where}: {${name}} must stand in it once, and stands there ${times} times`);
  }
  for (const hole of holes) if (!names.includes(hole)) faults.push(`${where}: {${hole}} is no parameter`);
  if (/\}\{[A-Za-z_]\w*\}/u.test(template)) faults.push(`${where}: two parameters need some text between them`);
  return faults;
}

function faultsOfParameter(value: unknown, where: string): string[] {
  if (!isObject(value)) return [`${where}: expected {name, type, description}`];
  const { type, values } = value;
  const faults = faultsOfName(value, where);
  if (typeof value['description'] !== 'string') faults.push(`${where}.description: expected a text`);
  if (!TYPES.includes(String(type))) return [...faults, `${where}.type: expected one of ${TYPES.join(', ')}`];
  if (values === undefined) return faults;
  const of = type === 'string' ? 'string' : 'number';
  const fine =
    Array.isArray(values) && values.length > 0 && type !== 'boolean' && values.every((one) => typeof one === of);
  if (!fine) faults.push(`${where}.values: expected a list of values of type ${String(type)}`);
  return faults;
}

function faultsOfName({ name }: Fields, where: string): string[] {
  if (typeof name === 'string' && IDENTIFIER.test(name) && !LITERALS.includes(name)) return [];
  return [`${where}.name: expected letters, digits and _, beginning with no digit`];
}

/** Names that occur twice in a list. */
function twice(list: readonly unknown[], where: string): string[] {
  const names = list.map((one) => asObject(one)['name']);
  const doubled = names.filter((name, index) => typeof name === 'string' && names.indexOf(name) !== index);
  return [...new Set(doubled)].map((name) => `${where}: two are named ${String(name)}`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Fields {
  return isObject(value) ? value : {};
}
