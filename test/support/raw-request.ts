/** Requests as no browser and no fetch would send them: any path, any headers. */
import { request as ask } from 'node:http';

export interface RawAnswer {
  status: number;
  body: string;
  headers: NodeJS.Dict<string | string[]>;
}

/** A request as no browser and no fetch would send it: any path, any headers. */
export async function rawRequest(
  port: number,
  {
    path = '/',
    method = 'GET',
    headers = {},
    body = '',
  }: { path?: string; method?: string; headers?: Record<string, string>; body?: string },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = ask({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
