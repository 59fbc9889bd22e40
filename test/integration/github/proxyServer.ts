import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** An HTTP proxy on this machine: forwards plain requests, and opens tunnels (`CONNECT`). */
export class ProxyServer {
	/** Targets asked for: `host:port` of a tunnel, the whole address of a forwarded request. */
	readonly asked: string[] = [];
	readonly credentials: (string | undefined)[] = [];
	/** Where tunnels to other hosts really lead; absent: where they say. */
	readonly routes = new Map<string, number>();
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	constructor() {
		this.#server = createServer((incoming, response) => this.#forward(incoming, response));
		this.#server.on('connect', (incoming, socket: Socket, head) => this.#tunnel(incoming, socket, head));
	}

	async listen(): Promise<string> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#note(incoming: IncomingMessage): void {
		this.asked.push(incoming.url ?? '');
		this.credentials.push(incoming.headers['proxy-authorization']);
	}

	#forward(incoming: IncomingMessage, response: ServerResponse): void {
		this.#note(incoming);
		const { method, headers } = incoming;
		const onward = request(incoming.url ?? '', { method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		onward.on('error', () => response.writeHead(502).end());
		incoming.pipe(onward);
	}

	#tunnel(incoming: IncomingMessage, socket: Socket, head: Buffer): void {
		this.#note(incoming);
		const target = incoming.url ?? '';
		const [host = '', port = ''] = target.split(':');
		const route = this.routes.get(target);
		const onward = route === undefined ? connect(Number(port), host) : connect(route, '127.0.0.1');
		for (const end of [socket, onward]) {
			this.#sockets.add(end);
			end.on('error', () => end.destroy());
		}
		onward.on('connect', () => {
			socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
			onward.write(head);
			onward.pipe(socket).pipe(onward);
		});
	}
}
