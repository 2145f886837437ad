import { request } from 'node:http';

/** What the console answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Somebody with a browser, or without its scruples. */
export interface Visitor {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a form as it is. */
  send(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a form with what the pages of the console put into theirs. */
  post(path: string, form?: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  signIn(token: string): Promise<Answer>;
  readonly cookies: Map<string, string>;
}

/** @param port of the console */
export function visitor(port: number): Visitor {
  const cookies = new Map<string, string>();
  const call = (method: string, path: string, body: string | undefined, headers: Record<string, string>) =>
    new Promise<Answer>((resolve, reject) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          agent: false,
          headers: {
            ...(cookie !== '' && { cookie }),
            ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
            ...headers,
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('end', () => {
            for (const line of response.headers['set-cookie'] ?? []) {
              const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
              if (value === '') cookies.delete(name);
              else cookies.set(name, value);
            }
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const get: Visitor['get'] = (path, headers = {}) => call('GET', path, undefined, headers);
  const send: Visitor['send'] = (path, form, headers = {}) =>
    call('POST', path, new URLSearchParams(form).toString(), headers);
  return {
    cookies,
    get,
    send,
    post: async (path, form = {}, headers = {}) =>
      send(path, { csrf: hidden((await get('/number')).text, 'csrf'), ...form }, headers),
    signIn: async (token) => send('/sign-in', { door: hidden((await get('/sign-in')).text, 'door'), token }),
  };
}

/** What a page has in a hidden field; empty where it has none. */
export function hidden(page: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
}
