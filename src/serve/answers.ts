/** What the server answers: a status, a content type and a text. The shapes that FastAPI has for what is not a route. */

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = 'application/json';

/** 200 with a value. `floats` names the keys of an object whose whole numbers are written as Python's floats (`1.0`). */
export function answer(value: unknown, floats?: readonly string[]): Answer {
  return { status: 200, type: JSON_TYPE, body: floats === undefined ? JSON.stringify(value) : encode(value, floats) };
}

/** `{"detail": …}`, as FastAPI says that a request cannot be served. */
export function detail(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer {
  const body = JSON.stringify({ detail: value });
  return headers === undefined ? { status, type: JSON_TYPE, body } : { status, type: JSON_TYPE, body, headers };
}

export function plain(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body };
}

export const NOT_FOUND = detail(404, 'Not Found');
export const SERVER_ERROR = plain(500, 'Internal Server Error');

export function methodNotAllowed(allowed: string): Answer {
  return detail(405, 'Method Not Allowed', { allow: allowed });
}

/** Full, or shutting down: no answer of the protocol fits, and its clients fail on every status but 200. */
export function unavailable(why: string): Answer {
  return detail(503, why, { 'retry-after': '5' });
}

function encode(value: unknown, floats: readonly string[]): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]: [string, unknown]) => {
    const whole = typeof member === 'number' && Number.isInteger(member) && floats.includes(key);
    return `${JSON.stringify(key)}:${whole ? `${member}.0` : JSON.stringify(member)}`;
  });
  return `{${members.join(',')}}`;
}
