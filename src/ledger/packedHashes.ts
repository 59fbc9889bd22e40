const hashBytes = 6;

/** Line hashes (below 2^48) as six bytes each, base64: half the size of JSON numbers. */
export function packHashes(hashes: readonly number[]): string {
	const bytes = Buffer.alloc(hashes.length * hashBytes);
	for (const [index, hash] of hashes.entries()) bytes.writeUIntBE(hash, index * hashBytes, hashBytes);
	return bytes.toString('base64');
}

/** The hashes back. */
export function unpackHashes(text: string): number[] {
	const bytes = Buffer.from(text, 'base64');
	const hashes: number[] = [];
	for (let at = 0; at + hashBytes <= bytes.length; at += hashBytes)
		hashes.push(bytes.readUIntBE(at, hashBytes));
	return hashes;
}
