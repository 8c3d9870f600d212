import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder in which n8n's engine keeps its settings and binary files. n8n reads the variable when
 * its modules load, so this file is imported before any of them. Engine.stop() removes it.
 */
export const instanceFolder = mkdtempSync(join(tmpdir(), 'wan-videoedit-engine-'));

process.env.N8N_USER_FOLDER = instanceFolder;
process.env.N8N_ENCRYPTION_KEY = randomBytes(24).toString('base64');
process.env.N8N_LOG_LEVEL ??= 'silent';
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
