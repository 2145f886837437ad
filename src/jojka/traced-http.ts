import { traced } from '../tracing.ts';
import type { Http } from './http.ts';

/** The same, with a span for each exchange; the endpoint and the status stand at it, and nothing of what was sent (K1). */
export function tracedHttp(http: Http, url: string): Http {
  const { hostname, port } = new URL(url);
  const attributes = {
    'http.request.method': 'POST',
    'server.address': hostname,
    ...(port !== '' && { 'server.port': Number(port) }),
  };
  return {
    post: (endpoint, form, signal) =>
      traced(
        `POST ${endpoint}`,
        { ...attributes, 'jojka.endpoint': endpoint },
        async (add) => {
          const answer = await http.post(endpoint, form, signal);
          add({ 'http.response.status_code': answer.status });
          return answer;
        },
        'client',
      ),
    close: () => http.close(),
  };
}
