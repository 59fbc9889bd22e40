import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
	readonly name: string;
	readonly content: Buffer;
	/** Unix mode in the directory, e.g. a link. */
	readonly mode?: number;
	/** The size it claims to have, where that is a lie. */
	readonly claimedSize?: number;
}

/** A zip archive made by hand, so that hostile ones can be made too. */
export function madeZip(entries: readonly ZipEntry[]): Buffer {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const { name, content, mode = 0o100644, claimedSize = content.length } of entries) {
		const packed = deflateRawSync(content);
		const path = Buffer.from(name);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(8, 4);
		common.writeUInt32LE(crc32(content), 10);
		common.writeUInt32LE(packed.length, 14);
		common.writeUInt32LE(claimedSize, 18);
		common.writeUInt16LE(path.length, 22);
		const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, path, packed]);
		const tail = Buffer.alloc(14);
		tail.writeUInt32LE((mode << 16) >>> 0, 6);
		tail.writeUInt32LE(offset, 10);
		directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, tail, path]));
		parts.push(local);
		offset += local.length;
	}
	const central = Buffer.concat(directory);
	const end = Buffer.alloc(18);
	end.writeUInt16LE(entries.length, 4);
	end.writeUInt16LE(entries.length, 6);
	end.writeUInt32LE(central.length, 8);
	end.writeUInt32LE(offset, 12);
	return Buffer.concat([...parts, central, Buffer.from('PK\u0005\u0006'), end]);
}
