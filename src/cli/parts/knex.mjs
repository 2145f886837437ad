/** knex for Postgres; its own entry finds the database by its name, among all that it knows. */
import Postgres from '../../../node_modules/knex/lib/dialects/postgres/index.js';
import makeKnex from '../../../node_modules/knex/lib/knex-builder/make-knex.js';

export default (config) => makeKnex(new Postgres(config));
