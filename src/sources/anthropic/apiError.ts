import { z } from 'zod';
import { OutlayError } from '../../core/errors.js';

const envelopeSchema = z.object({
	error: z.object({
		type: z.string(),
		message: z.string(),
		details: z.object({ error_code: z.string().nullish() }).nullish(),
	}),
	request_id: z.string().nullish(),
});

/** An answer of Anthropic's API that is no success. */
export interface ApiFailure {
	readonly status: number;
	/** `permission_error`, `rate_limit_error`, …; an open set. */
	readonly type: string;
	readonly errorCode: string | null;
	readonly message: string;
	readonly requestId: string | null;
	/** `GET /v1/…` without its query. */
	readonly request: string;
}

/** Takes apart an error answer; a body that is no error envelope keeps its status. */
export function failureOf(
	status: number,
	body: string,
	requestId: string | null,
	request: string,
): ApiFailure {
	let json: unknown = null;
	try {
		json = JSON.parse(body);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
	}
	const parsed = envelopeSchema.safeParse(json);
	if (!parsed.success) {
		return { status, type: 'error', errorCode: null, message: 'no explanation given', requestId, request };
	}
	const { error, request_id } = parsed.data;
	return {
		status,
		type: error.type,
		errorCode: error.details?.error_code ?? null,
		message: error.message,
		requestId: requestId ?? request_id ?? null,
		request,
	};
}

function hintOf({ status, errorCode }: ApiFailure, keyName: string): string {
	if (errorCode === 'organization_type_not_supported') {
		return 'Spend limits exist for Claude Enterprise organizations only.';
	}
	if (status === 401) return `Check the key in ${keyName}; it is not accepted.`;
	if (status === 403) return `Give the key in ${keyName} the scope that the message names.`;
	if (status === 404) return 'This organization does not have that endpoint.';
	if (status === 429) {
		return 'Anthropic asks to wait. Run the same command again later; it goes on where it stopped.';
	}
	if (status >= 500) return 'Anthropic has a failure. Run the same command again later.';
	return 'Nothing that was gathered before is lost; run the same command again.';
}

const mark = 'anthropicFailure';

/** The error that a person sees for a failed request; the key itself is never in it. */
export function apiError(failure: ApiFailure, keyName: string): OutlayError {
	const id = failure.requestId === null ? '' : `, request id ${failure.requestId}`;
	const text = `Anthropic answered ${failure.request} with ${String(failure.status)} ${failure.type}: `;
	const error = new OutlayError('environment', `${text}${redacted(failure.message)}${id}`, {
		hint: hintOf(failure, keyName),
	});
	return Object.assign(error, { [mark]: failure });
}

/** The failed answer behind an error; null when the error is none of Anthropic's. */
export function failureBehind(error: unknown): ApiFailure | null {
	if (!(error instanceof Error) || !(mark in error)) return null;
	return (error as Error & { [mark]: ApiFailure })[mark];
}

/** Text with everything that looks like a key taken out. */
export function redacted(text: string): string {
	return text.replace(/\b(?:sk-ant-[\w-]+|gh[pousr]_\w+|eyJ[\w-]+\.[\w-]+\.[\w-]+)/g, '[key removed]');
}
