import assert from 'node:assert/strict';
import { authenticationProviderFor } from '../../../src/editor/github/authenticationProvider.js';

describe("VS Code's sign-in for a host", () => {
	const server = 'https://git.acme.example';
	const cases: readonly [host: string, enterpriseUri: string | null, provider: string | null][] = [
		['github.com', null, 'github'],
		['api.github.com', server, 'github'],
		['git.acme.example', server, 'github-enterprise'],
		['GIT.acme.example', `${server}:8443/`, 'github-enterprise'],
		['acme.ghe.com', 'https://acme.ghe.com', 'github-enterprise'],
		['acme.ghe.com', 'https://api.acme.ghe.com/', 'github-enterprise'],
		['127.0.0.1', null, 'github-enterprise'],
		// The token of one server never goes to another.
		['acme.ghe.com', server, null],
		['git.other.example', server, null],
		['git.acme.example.evil.example', server, null],
		['api.git.acme.example', server, null],
		['git.acme.example', 'no address', null],
	];
	for (const [host, uri, provider] of cases) {
		it(`is ${provider ?? 'nobody’s'} for ${host} with ${uri ?? 'no server set'}`, () => {
			assert.equal(authenticationProviderFor(host, uri), provider);
		});
	}
});
