import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, stat } from 'node:fs/promises';
import { z } from 'zod';
import { codeOf, isMissing, removeIfThere } from './fileErrors.js';
import { isDead, thisProcess, type ProcessIdentity } from './processIdentity.js';

const shape = z.object({
	host: z.string(),
	pid: z.number().int().positive(),
	startedAt: z.string().nullable(),
	token: z.string(),
});
type LockContent = z.infer<typeof shape>;

/** The right to replace the image. */
export interface HeldLock {
	/** True while the lock file is still ours. */
	isHeld(): Promise<boolean>;
	release(): Promise<void>;
}

/** Why a lock was not given. */
export type LockRefusal =
	/** A living process on this host has it; it will do the work. */
	| 'busy'
	/** Another host has it, and whether that process lives cannot be known from here. */
	| 'other-host'
	/** The file says nothing, e.g. after a power cut. */
	| 'unreadable';

/** Holder of the lock; null when there is none, `unreadable` when the file says nothing. */
export async function readLock(path: string): Promise<LockContent | 'unreadable' | null> {
	try {
		const parsed = shape.safeParse(jsonOf(await readFile(path, 'utf8')));
		return parsed.success ? parsed.data : 'unreadable';
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

async function writeDurably(path: string, text: string): Promise<void> {
	const handle = await open(path, 'wx', 0o600);
	try {
		await handle.writeFile(text);
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** Makes the lock file appear with its whole content at once; false when there is one already. */
async function create(path: string, content: LockContent): Promise<boolean> {
	const text = JSON.stringify(content);
	const draft = `${path}.${content.token}`;
	try {
		await writeDurably(draft, text);
		await link(draft, path);
		return true;
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return false;
		// File systems without hard links (exFAT, some shares): an exclusive create is the next best.
		if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(codeOf(error) ?? '')) throw error;
		return await createExclusively(path, text);
	} finally {
		await removeIfThere(draft);
	}
}

async function createExclusively(path: string, text: string): Promise<boolean> {
	try {
		await writeDurably(path, text);
		return true;
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return false;
		throw error;
	}
}

/** Takes away the lock of a dead process. Between judging and taking, another may have done so: then it is put back. */
async function breakLock(path: string, judged: LockContent): Promise<void> {
	const aside = `${path}.dead.${randomUUID()}`;
	try {
		await rename(path, aside);
	} catch (error) {
		if (isMissing(error)) return;
		throw error;
	}
	const taken = await readLock(aside);
	if (taken !== null && taken !== 'unreadable' && taken.token !== judged.token) {
		try {
			await link(aside, path);
		} catch (error) {
			// A third one has the lock by now; the one whose lock this was finds out before it replaces anything.
			if (codeOf(error) !== 'EEXIST') throw error;
		}
	}
	await removeIfThere(aside);
}

/**
 * Tries once to get the lock; never waits. A lock is taken from its owner only when that process is certainly dead:
 * same host, and its id is gone or belongs to a process that started at another time. Its age never counts.
 */
export async function tryLock(
	path: string,
	as: { readonly identity?: ProcessIdentity; readonly token?: string } = {},
): Promise<HeldLock | { readonly refused: LockRefusal; readonly host: string | null }> {
	const identity = as.identity ?? (await thisProcess());
	const content: LockContent = { ...identity, token: as.token ?? randomUUID() };
	for (let attempt = 0; attempt < 3; attempt++) {
		if (await create(path, content)) return held(path, content.token);
		const other = await readLock(path);
		if (other === null) continue;
		if (other === 'unreadable') return { refused: 'unreadable', host: null };
		if (other.host !== identity.host) return { refused: 'other-host', host: other.host };
		if (!(await isDead(other))) return { refused: 'busy', host: other.host };
		await breakLock(path, other);
	}
	return { refused: 'busy', host: identity.host };
}

function held(path: string, token: string): HeldLock {
	const isHeld = async (): Promise<boolean> => {
		const content = await readLock(path);
		return content !== null && content !== 'unreadable' && content.token === token;
	};
	return {
		isHeld,
		release: async () => {
			if (await isHeld()) await removeIfThere(path);
		},
	};
}

/** A draft is written at once; one that says nothing for so long belongs to a process that died over it. */
const silentDraftMs = 60 * 60_000;

/** True for the draft of a lock, or one set aside, whose process is certainly dead or never came to write it. */
export async function isLockOfDead(path: string, name: string, nowMs: number): Promise<boolean> {
	if (!/^lock\.(dead\.)?[0-9a-f-]{36}$/.test(name)) return false;
	const content = await readLock(path);
	if (content === null) return false;
	if (content !== 'unreadable') return isDead(content);
	return nowMs - (await stat(path)).mtimeMs > silentDraftMs;
}

/** Releases the lock of a thread of this process that died without doing so itself. */
export async function releaseLockOf(path: string, token: string): Promise<void> {
	await held(path, token).release();
}
