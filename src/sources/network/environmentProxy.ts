import { EnvHttpProxyAgent, fetch, FormData, Headers, Request, Response, setGlobalDispatcher } from 'undici';

/** Proxies to go through. Empty texts, unlike missing keys, keep the library from looking for itself. */
export interface Proxies {
	readonly httpProxy: string;
	readonly httpsProxy: string;
	/** Hosts that are reached directly. */
	readonly noProxy: string;
}

/** Puts a `fetch` in place, for this thread, that goes through proxies. */
export function installProxies(proxies: Proxies): void {
	setGlobalDispatcher(new EnvHttpProxyAgent(proxies));
	Object.assign(globalThis, { fetch, FormData, Headers, Request, Response });
}
