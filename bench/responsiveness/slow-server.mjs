/** Stands before a server of environments and answers late: `slow-server.mjs URL LEAST MOST` (ms). Says its own URL. */
import { Agent, createServer, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const [target, least, most] = process.argv.slice(2);
const { hostname, port } = new URL(target);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const server = createServer((asked, answer) => {
  const parts = [];
  asked.on('data', (part) => parts.push(part));
  const pass = () => {
    const { method, url: path, headers } = asked;
    const on = request({ hostname, port, method, path, headers: { ...headers, host: `${hostname}:${port}` }, agent });
    on.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    on.end(Buffer.concat(parts));
  };
  asked.on('end', () => void delay(Number(least) + Math.random() * (Number(most) - Number(least))).then(pass));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
