import type { ExecFileOptions } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from './fileErrors.js';

/** What a program prints; loaded only where the system tells nothing in files. */
async function run(program: string, args: readonly string[], options: ExecFileOptions): Promise<string> {
	const { execFile } = await import('node:child_process');
	const { stdout } = await promisify(execFile)(program, args, { ...options, encoding: 'utf8' });
	return stdout;
}

/** Who holds a lock or writes a spool file. */
export interface ProcessIdentity {
	/** Where its process id means something: host name and, on Linux, the namespace of process ids (a container). */
	readonly host: string;
	readonly pid: number;
	/** When it started, as the system tells it; null where that cannot be found out. */
	readonly startedAt: string | null;
}

let host: Promise<string> | null = null;

async function findHost(): Promise<string> {
	const name = hostname()
		.replaceAll(/[^A-Za-z0-9.-]/g, '-')
		.toLowerCase();
	if (process.platform !== 'linux') return name;
	try {
		return `${name}.${/\d+/.exec(await readlink('/proc/self/ns/pid'))?.[0] ?? ''}`;
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return name;
	}
}

/** This machine, and container, as lock and spool files name it. */
export function thisHost(): Promise<string> {
	host ??= findHost();
	return host;
}

/** Fields of `/proc/<pid>/stat` follow the command in brackets; the start is the 20th after it. */
async function linuxStart(pid: number): Promise<string | null> {
	const [stat, boot] = await Promise.all([
		readFile(`/proc/${pid}/stat`, 'latin1'),
		readFile('/proc/sys/kernel/random/boot_id', 'latin1'),
	]);
	const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
	return ticks === undefined ? null : `${boot.trim()} ${ticks}`;
}

async function startOf(pid: number): Promise<string | null> {
	try {
		if (process.platform === 'linux') return await linuxStart(pid);
		const stdout =
			process.platform === 'win32'
				? await run(
						join(
							process.env['SystemRoot'] ?? 'C:\\Windows',
							'System32/WindowsPowerShell/v1.0/powershell.exe',
						),
						['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`],
						{ timeout: 5000, windowsHide: true },
					)
				: await run('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
						timeout: 5000,
						env: { LC_ALL: 'C', TZ: 'UTC' },
					});
		return stdout.trim() === '' ? null : stdout.trim();
	} catch (error) {
		// Gone, or the system does not tell: then only the process id is known.
		if (codeOf(error) === null && !(error instanceof Error)) throw error;
		return null;
	}
}

let own: Promise<ProcessIdentity> | null = null;

/** The identity of this process. */
export function thisProcess(): Promise<ProcessIdentity> {
	own ??= Promise.all([thisHost(), startOf(process.pid)]).then(([onHost, startedAt]) => ({
		host: onHost,
		pid: process.pid,
		startedAt,
	}));
	return own;
}

/** True when a process with this id runs here. */
export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}

/**
 * True only when it is certain that the process is gone: it ran on this host, and no process has its id, or the one
 * that has it started at another time. Nobody is ever declared dead for being silent: a laptop sleeps.
 */
export async function isDead(identity: ProcessIdentity): Promise<boolean> {
	if (identity.host !== (await thisHost())) return false;
	if (!isRunning(identity.pid)) return true;
	if (identity.startedAt === null) return false;
	const started =
		identity.pid === process.pid ? (await thisProcess()).startedAt : await startOf(identity.pid);
	return started !== null && started !== identity.startedAt;
}
