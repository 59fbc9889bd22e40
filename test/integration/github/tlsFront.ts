import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { generate } from 'selfsigned';

/** A TLS server for some made-up hosts, by a certificate authority of its own, before a plain server on this machine. */
export class TlsFront {
	/** The authority, for `NODE_EXTRA_CA_CERTS`. */
	readonly authority: string;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	private constructor(certificate: { readonly cert: string; readonly private: string }, behind: number) {
		this.authority = certificate.cert;
		this.#server = createServer({ cert: certificate.cert, key: certificate.private }, (socket) => {
			const onward = connect(behind, '127.0.0.1');
			for (const end of [socket, onward]) {
				this.#sockets.add(end);
				end.on('error', () => end.destroy());
			}
			socket.pipe(onward).pipe(socket);
		});
	}

	/** @param behind port of the plain server */
	static async open(hosts: readonly string[], behind: number): Promise<TlsFront> {
		const certificate = await generate([{ name: 'commonName', value: hosts[0] ?? '' }], {
			keySize: 2048,
			algorithm: 'sha256',
			extensions: [
				{ name: 'basicConstraints', cA: true, critical: true },
				{ name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2 as const, value })) },
			],
		});
		return new TlsFront(certificate, behind);
	}

	async listen(): Promise<number> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		return (this.#server.address() as AddressInfo).port;
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
