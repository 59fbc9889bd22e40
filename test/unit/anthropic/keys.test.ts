import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	baseUrlOf,
	credentialOf,
	keyVariables,
	type CredentialKind,
} from '../../../src/sources/anthropic/credential.js';

const kinds = Object.keys(keyVariables) as CredentialKind[];

describe('the keys of an organization', () => {
	it('have a variable each, so that a reading job never holds one that writes', () => {
		assert.equal(new Set(Object.values(keyVariables)).size, kinds.length);
		for (const kind of kinds) {
			const env = { [keyVariables[kind]]: ' sk-ant-api01-x\n' };
			assert.equal(credentialOf(env, kind)?.key, 'sk-ant-api01-x');
			for (const other of kinds) if (other !== kind) assert.equal(credentialOf(env, other), null);
		}
	});

	const refused: readonly (readonly [what: string, key: string])[] = [
		['a sign-in of Claude Code', 'sk-ant-oat01-secret'],
		['an ordinary API key', 'sk-ant-api03-secret'],
		['text over two lines', 'sk-ant-api01-se\ncret'],
		['letters that no header carries', 'sk-ant-api01-sécret'],
	];
	for (const [what, key] of refused) {
		it(`${what} is refused, the variable named and the key not shown`, () => {
			for (const kind of kinds) {
				assert.throws(
					() => credentialOf({ [keyVariables[kind]]: key }, kind),
					(error: Error & { hint?: string }) => {
						assert.ok(error.message.includes(keyVariables[kind]));
						assert.doesNotMatch(error.message + (error.hint ?? ''), /secret|cret$/);
						return true;
					},
				);
			}
		});
	}

	it('go to Anthropic alone, or to a server on this machine', () => {
		const of = (url?: string): string =>
			baseUrlOf(url === undefined ? {} : { OUTLAY_ANTHROPIC_BASE_URL: url });
		assert.equal(of(), 'https://api.anthropic.com');
		assert.equal(of('http://127.0.0.1:8080/x'), 'http://127.0.0.1:8080');
		for (const url of ['https://api.anthropic.com.evil.example', 'http://10.0.0.1', 'file:///etc', 'x'])
			assert.throws(() => of(url), /only name a server on this machine/);
	});

	it('have no setting of the editor: the only key there is the public one', () => {
		const manifest = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as {
			contributes: { configuration: object };
		};
		const names = [...JSON.stringify(manifest.contributes.configuration).matchAll(/"(outlay\.[\w.]+)":/g)];
		const settings = names.map(([, name]) => name ?? '');
		assert.ok(settings.length > 5);
		assert.deepEqual(
			settings.filter((name) => /key|token|secret|password/i.test(name)),
			['outlay.organizationStatus.publicKey'],
		);
	});
});
