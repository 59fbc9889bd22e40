import { createHmac, createPublicKey } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { limitSourceOf, type StatusDocument, type StatusLimit } from '../core/budget/statusDocument.js';
import { windowAt } from '../core/budget/window.js';
import { messageOf, OutlayError } from '../core/errors.js';
import { knownPeriod, type EffectiveLimit } from '../core/organization/records.js';
import type { OrgRecord } from '../ledger/orgRecords.js';
import { keyIdOf, signingKey, signStatus } from '../sources/organizationStatus/envelope.js';
import { personKey, seal } from '../sources/organizationStatus/sealedBox.js';
import type { OutlayContext } from './context.js';
import { organizationRecords } from './organizationRecords.js';

export interface PublishOptions {
	/** Folder of the files, one a person. */
	readonly folder: string;
	/** How long a status may be used. */
	readonly validMs: number;
	/** JSON of e-mail to X25519 public key; a person with one gets an encrypted file. */
	readonly recipientsFile: string | null;
	/** Where to write who gets which file; the publisher's own, not to be published. */
	readonly linksFile: string | null;
	/** Remove the files of people who are not in this run. */
	readonly prune: boolean;
}

/** A person's file. The name is a secret between the publisher and the person. */
export interface PublishedFile {
	readonly email: string;
	readonly file: string;
	readonly isEncrypted: boolean;
}

export interface Published {
	readonly files: readonly PublishedFile[];
	readonly keyId: string;
	readonly expiresAtMs: number;
	readonly removed: number;
	/** Members whose limits name no e-mail, so that no file can be addressed. */
	readonly withoutEmail: number;
}

/** Environment variables of the publisher. */
export const publishVariables = {
	signingKey: 'OUTLAY_PUBLISH_SIGNING_KEY',
	nameSecret: 'OUTLAY_PUBLISH_NAME_SECRET',
} as const;

function required(env: OutlayContext['env'], name: string): string {
	const value = env[name]?.trim() ?? '';
	if (value !== '') return value;
	throw new OutlayError('usage', `${name} is not set.`, {
		hint: 'outlay publish keys --out FILE makes both secrets; keep them where publish runs and nowhere else.',
	});
}

/** A person's file name: nobody without the secret can tell whose it is, or guess another's. */
export function statusFileName(email: string, secret: string): string {
	return `${createHmac('sha256', secret).update(email.toLowerCase()).digest('base64url')}.json`;
}

function statusLimit({ value, asOfMs }: OrgRecord<EffectiveLimit>): StatusLimit[] {
	const period = knownPeriod(value.period);
	if (period === null) return [];
	return [
		{
			limitMicros: value.limitMicros,
			isUnlimited: value.limitMicros === null,
			limitSource: limitSourceOf(value.source),
			spentMicros: value.spentMicros,
			zeroMayBeMissing: true,
			basis: 'billed',
			currency: value.currency,
			period,
			timezone: 'UTC',
			// Only the monthly reset (00:00 UTC on the 1st) is documented.
			resetsAtMs: period === 'monthly' ? windowAt(asOfMs, period, 'UTC').endMs : null,
			asOfMs,
		},
	];
}

/** One status a person, from their own rows alone. */
export function statusesOf(
	limits: readonly OrgRecord<EffectiveLimit>[],
	issuedAtMs: number,
	validMs: number,
): StatusDocument[] {
	const byEmail = new Map<string, StatusLimit[]>();
	for (const record of limits) {
		const email = record.value.email?.toLowerCase();
		if (email === undefined || record.value.isDeleted) continue;
		byEmail.set(email, [...(byEmail.get(email) ?? []), ...statusLimit(record)]);
	}
	return [...byEmail].map(([email, lines]) => ({
		email,
		issuedAtMs,
		expiresAtMs: issuedAtMs + validMs,
		limits: lines,
	}));
}

const recipientsSchema = z.record(z.string(), z.string());

async function recipientsOf(file: string | null): Promise<ReadonlyMap<string, string>> {
	if (file === null) return new Map();
	try {
		const keys = recipientsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
		return new Map(Object.entries(keys).map(([email, key]) => [email.toLowerCase(), key]));
	} catch (cause) {
		throw new OutlayError('usage', `${file} could not be read: ${messageOf(cause)}`, {
			hint: 'It must be JSON that gives a public key for each e-mail.',
			cause,
		});
	}
}

const isStatusFile = (name: string): boolean => /^[\w-]{43}\.json$/.test(name);

async function prune(folder: string, kept: ReadonlySet<string>): Promise<number> {
	const stale = (await readdir(folder)).filter((name) => isStatusFile(name) && !kept.has(name));
	for (const name of stale) await rm(join(folder, name));
	return stale.length;
}

/**
 * Writes one small signed status a member into a folder, each under a name that cannot be guessed, encrypted where
 * the person's key is known. No file holds anything about anybody else, and no organization key is in any.
 */
export async function publishStatuses(context: OutlayContext, options: PublishOptions): Promise<Published> {
	const key = signingKey(
		required(context.env, publishVariables.signingKey),
		'private',
		publishVariables.signingKey,
	);
	const secret = required(context.env, publishVariables.nameSecret);
	const recipients = await recipientsOf(options.recipientsFile);
	const { limits } = await organizationRecords(await context.ledger());
	const statuses = statusesOf(limits, context.now(), options.validMs);
	await mkdir(options.folder, { recursive: true });
	const files: PublishedFile[] = [];
	for (const [index, status] of statuses.entries()) {
		context.signal.throwIfAborted();
		context.progress.report({ what: 'Publishing', done: index, total: statuses.length });
		const recipient = recipients.get(status.email);
		const signed = signStatus(status, key);
		const text =
			recipient === undefined
				? signed
				: seal(signed, personKey(recipient, 'public', `The key of ${status.email}`));
		const file = statusFileName(status.email, secret);
		await writeFileAtomic(join(options.folder, file), `${text}\n`, { mode: 0o644 });
		files.push({ email: status.email, file, isEncrypted: recipient !== undefined });
	}
	if (options.linksFile !== null) {
		const links = Object.fromEntries(files.map(({ email, file }) => [email, file]));
		await writeFileAtomic(options.linksFile, `${JSON.stringify(links, null, 2)}\n`, { mode: 0o600 });
	}
	return {
		files,
		keyId: keyIdOf(createPublicKey(key)),
		expiresAtMs: context.now() + options.validMs,
		removed: options.prune ? await prune(options.folder, new Set(files.map(({ file }) => file))) : 0,
		withoutEmail: limits.filter(({ value }) => value.email === null).length,
	};
}
