import { OutlayError } from '../../core/errors.js';
import type { Proxies } from './environmentProxy.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `HTTP_PROXY`, `HTTPS_PROXY` (without it, the former is for both) and `NO_PROXY`; the lower-case form wins, as
 * in curl. An address may lack `http://`. Throws `usage` for one that is none; its text, which may hold a password, is not repeated.
 */
export function proxiesOf(env: Environment): Proxies {
	const valueOf = (name: string): string => (env[name.toLowerCase()] ?? env[name] ?? '').trim();
	const proxyOf = (name: string): string => {
		const value = valueOf(name);
		const address = value === '' || value.includes('://') ? value : `http://${value}`;
		if (address === '' || (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)))
			return address;
		throw new OutlayError('usage', `${name} is not the address of a proxy.`, {
			hint: 'Use one like http://proxy.example.com:8080.',
		});
	};
	return {
		httpProxy: proxyOf('HTTP_PROXY'),
		httpsProxy: proxyOf('HTTPS_PROXY'),
		noProxy: valueOf('NO_PROXY'),
	};
}

/**
 * Sends every `fetch` of this thread through the environment's proxies from now on: Node's own does not heed them.
 * The library for it is loaded with the first request. Nothing happens when no proxy is named.
 */
export function useProxies(env: Environment): void {
	const proxies = proxiesOf(env);
	if (proxies.httpProxy === '' && proxies.httpsProxy === '') return;
	let loading: Promise<void> | null = null;
	globalThis.fetch = async (...request) => {
		loading ??= import('./environmentProxy.js').then(({ installProxies }) => installProxies(proxies));
		await loading;
		return globalThis.fetch(...request);
	};
}
