import { InvalidArgumentError, type Command } from 'commander';
import { withOutlay } from '../openOutlay.js';
import { jsonText, printResult } from '../output.js';
import { addSharedOptions, type SharedOptions } from '../sharedOptions.js';
import type { Terminal } from '../terminal.js';

interface PublishCommandOptions extends SharedOptions {
	readonly to: string;
	readonly validHours: number;
	readonly recipients?: string;
	readonly links?: string;
	readonly prune?: boolean;
}

function hours(text: string): number {
	const value = Number(text);
	if (!Number.isFinite(value) || value <= 0 || value > 24 * 31) {
		throw new InvalidArgumentError('Give hours, at most 744.');
	}
	return value;
}

const help = `
Reads what outlay sync anthropic has gathered and writes one signed file a member, under a name nobody can guess:
  outlay publish keys --out publish.env        once: both secrets and the public key to pin
  outlay publish --to DIR --links links.json   in a job: OUTLAY_PUBLISH_SIGNING_KEY, OUTLAY_PUBLISH_NAME_SECRET
Serve DIR over https without a listing (or share it read-only) and hand each person the address of their own file; they
set it as OUTLAY_STATUS with OUTLAY_STATUS_KEY. A person who sends the public key of outlay publish person-key gets an
encrypted file (--recipients: JSON of e-mail to public key). No key of the organization leaves this machine.`;

/** `outlay publish`: one signed status a person. */
export function registerPublish(parent: Command, terminal: Terminal): void {
	const command = parent
		.command('publish')
		.description('one signed budget status a person, from what was synced');
	// Options after a subcommand are the subcommand's own.
	addSharedOptions(command.enablePositionalOptions(), ['text', 'json'])
		.option('--to <dir>', 'folder for the files', 'outlay-status')
		.option('--valid-hours <hours>', 'how long a status may be used', hours, 24)
		.option('--recipients <file>', 'JSON of e-mail to X25519 public key')
		.option('--links <file>', 'write who gets which file to this file (keep it private)')
		.option('--prune', 'remove files of people who are not members any more')
		.addHelpText('after', help)
		.action(async (options: PublishCommandOptions) => {
			await withOutlay({ ...options, readsTranscripts: false }, terminal, async ({ outlay }) => {
				const published = await outlay.publish({
					folder: options.to,
					validMs: options.validHours * 3_600_000,
					recipientsFile: options.recipients ?? null,
					linksFile: options.links ?? null,
					prune: options.prune === true,
				});
				const facts = {
					written: published.files.length,
					encrypted: published.files.filter(({ isEncrypted }) => isEncrypted).length,
					withoutEmail: published.withoutEmail,
					removed: published.removed,
					keyId: published.keyId,
					expiresAt: new Date(published.expiresAtMs).toISOString(),
				};
				const text =
					`${facts.written} statuses written to ${options.to} (${facts.encrypted} encrypted), ` +
					`signed by ${facts.keyId}, valid until ${facts.expiresAt}` +
					(facts.removed > 0 ? `; ${facts.removed} old files removed` : '') +
					(facts.withoutEmail > 0 ? `; ${facts.withoutEmail} members have no e-mail and got none` : '');
				const json = jsonText({ schema: 'outlay.publish/1', ...facts });
				await printResult(options.format === 'json' ? json : text, options, terminal);
			});
		});
	registerKeys(command, terminal);
}

interface OutOption {
	readonly out: string;
}

function registerKeys(parent: Command, terminal: Terminal): void {
	parent
		.command('keys')
		.description("make the publisher's secrets, and the public key to pin")
		.requiredOption('--out <file>', 'new file for the secrets, readable by you alone')
		.action(async ({ out }: OutOption) => {
			const { makePublisherKeys } = await import('../../outlay/publishKeys.js');
			const publicKey = await makePublisherKeys(out);
			terminal.out(
				`The secrets are in ${out}. Everybody pins this public key:\nOUTLAY_STATUS_KEY=${publicKey}\n`,
			);
		});
	parent
		.command('person-key')
		.description('make a key of your own, so that your status is encrypted to you')
		.requiredOption('--out <file>', 'new file for the private key, readable by you alone')
		.action(async ({ out }: OutOption) => {
			const { makePersonKey } = await import('../../outlay/publishKeys.js');
			const publicKey = await makePersonKey(out);
			terminal.out(`The private key is in ${out}. Send this public key to the publisher:\n${publicKey}\n`);
		});
}
