/**
 * What the product uses of undici. Its own entry also loads fetch, cookies and web sockets, and by them the undici that Node has within: a
 * twentieth of a second and 9 MB of every start.
 */
import api from '../../../node_modules/undici/lib/api/index.js';
import Dispatcher from '../../../node_modules/undici/lib/dispatcher/dispatcher.js';

export { default as Agent } from '../../../node_modules/undici/lib/dispatcher/agent.js';
export { default as EnvHttpProxyAgent } from '../../../node_modules/undici/lib/dispatcher/env-http-proxy-agent.js';
export { default as Pool } from '../../../node_modules/undici/lib/dispatcher/pool.js';

// As its entry does it.
Object.assign(Dispatcher.prototype, api);
