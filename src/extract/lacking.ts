import { checkProxy } from '../dispatcher.ts';
import { UsageError } from '../errors.ts';
import { UnreadableFileError } from '../whole-file.ts';
import { connectionOf as mysqlConnection, loadDriver as mysqlDriver } from './mysql/connection.ts';
import { createClient } from './postgres-connection.ts';
import {
  connectionOf as sqlServerConnection,
  loadDriver as sqlServerDriver,
} from './sqlserver/connection.ts';

/** A place that records are read from. */
export interface Place {
  readonly type: string;
  readonly url: string;
  /** The URL is the environment's, and not the file's. */
  readonly isOfEnvironment: boolean;
}

/**
 * What this machine lacks to read a place, and another may have: a driver, the file of a certificate, a URL or a proxy that its
 * environment gives.
 *
 * @returns undefined where nothing is lacking; no URL is in it, since it may hold a password
 */
export async function lackingToRead(
  name: string,
  place: Place,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const { type, url, isOfEnvironment } = place;
  try {
    if (type === 'mysql') await mysqlDriver(name);
    if (type === 'sqlserver') await sqlServerDriver(name);
    if (type === 'http' && URL.canParse(url)) checkProxy(url, env);
  } catch (error) {
    return usageFault(error);
  }
  try {
    if (type === 'postgres') createClient(name, url);
    if (type === 'mysql') mysqlConnection(name, url);
    if (type === 'sqlserver') sqlServerConnection(name, url);
    return undefined;
  } catch (error) {
    const isFile = error instanceof Error && error.cause instanceof UnreadableFileError;
    const fault = usageFault(error);
    return isFile || isOfEnvironment ? fault : undefined;
  }
}

function usageFault(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  throw error;
}
