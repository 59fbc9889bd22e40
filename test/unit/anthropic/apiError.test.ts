import assert from 'node:assert/strict';
import { isMissingEndpoint, isStaleCursor } from '../../../src/sources/anthropic/anthropicClient.js';
import { apiError, failureOf, redacted } from '../../../src/sources/anthropic/apiError.js';

const request = 'GET /v1/organizations/users';
const body = (type: string, message: string, code?: string): string =>
	JSON.stringify({
		type: 'error',
		error: { type, message, ...(code === undefined ? {} : { details: { error_code: code } }) },
		request_id: 'req_body',
	});
const errorOf = (status: number, text: string): ReturnType<typeof apiError> =>
	apiError(failureOf(status, text, 'req_header', request), 'OUTLAY_ANTHROPIC_ENTERPRISE_KEY');

describe('an error of Anthropic', () => {
	const rows: readonly (readonly [status: number, type: string, hint: RegExp])[] = [
		[400, 'invalid_request_error', /run the same command again/],
		[401, 'authentication_error', /Check the key in OUTLAY_ANTHROPIC_ENTERPRISE_KEY/],
		[402, 'billing_error', /run the same command again/],
		[403, 'permission_error', /Give the key in OUTLAY_ANTHROPIC_ENTERPRISE_KEY the scope/],
		[404, 'not_found_error', /does not have that endpoint/],
		[409, 'conflict_error', /run the same command again/],
		[413, 'request_too_large', /run the same command again/],
		[429, 'rate_limit_error', /asks to wait/],
		[500, 'api_error', /has a failure/],
		[504, 'timeout_error', /has a failure/],
		[529, 'overloaded_error', /has a failure/],
		[418, 'an_error_of_tomorrow', /run the same command again/],
	];
	for (const [status, type, hint] of rows) {
		it(`${String(status)} ${type}: names the request, its id and what to do`, () => {
			const error = errorOf(status, body(type, 'as the server says'));
			const said = `Anthropic answered ${request} with ${String(status)} ${type}: as the server says`;
			assert.equal(error.message, `${said}, request id req_header`);
			assert.match(error.hint ?? '', hint);
		});
	}

	it('of a page that is no answer of Anthropic keeps its status', () => {
		for (const text of ['<html>', '', '{"error":"x"}', '[]'])
			assert.match(errorOf(502, text).message, /with 502 error: no explanation given/);
	});

	it('takes the id of the body where the header has none', () => {
		assert.equal(failureOf(400, body('x', 'y'), null, request).requestId, 'req_body');
	});

	it('shows no key, whatever the server repeats', () => {
		const said = 'sk-ant-admin01-Ab_c-9 and sk-ant-oat01-x are wrong, ghp_abc too';
		const { message } = errorOf(401, body('authentication_error', said));
		assert.doesNotMatch(message, /admin01|oat01|ghp_/);
		assert.equal(redacted('key sk-ant-api01-a-b_c.'), 'key [key removed].');
	});

	it('says that spend limits are for Enterprise, and that such an endpoint may be skipped', () => {
		const code = 'organization_type_not_supported';
		const error = errorOf(400, body('invalid_request_error', 'no', code));
		assert.match(error.hint ?? '', /Enterprise organizations only/);
		assert.ok(isMissingEndpoint(error));
	});

	it('tells a missing endpoint from a refused one', () => {
		assert.ok(isMissingEndpoint(errorOf(404, body('not_found_error', 'x'))));
		assert.ok(
			isMissingEndpoint(errorOf(400, body('invalid_request_error', 'anthropic-beta header required'))),
		);
		assert.ok(!isMissingEndpoint(errorOf(403, body('permission_error', 'x'))));
		assert.ok(!isMissingEndpoint(errorOf(400, body('invalid_request_error', 'bad date'))));
		assert.ok(!isMissingEndpoint(new Error('404')));
	});

	it('tells a refused cursor from another refusal', () => {
		const changed = 'cursor does not match current query parameters';
		assert.ok(isStaleCursor(errorOf(400, body('invalid_request_error', changed))));
		assert.ok(isStaleCursor(errorOf(410, body('invalid_request_error', 'gone'))));
		assert.ok(!isStaleCursor(errorOf(400, body('invalid_request_error', 'bad date'))));
	});
});
