/** Reads the numbers of a box, one after the other. Behind its end there are none: they are `NaN`. */
export class Fields {
	private at = 0;

	constructor(private readonly bytes: Buffer) {}

	/** How many bytes are left. */
	get left(): number {
		return Math.max(0, this.bytes.length - this.at);
	}

	skip(bytes: number): this {
		this.at += bytes;
		return this;
	}

	/** The bytes themselves, apart from the file. */
	copy(): Buffer {
		return Buffer.from(this.bytes);
	}

	u8(): number {
		return this.take(1, (at) => this.bytes.readUInt8(at));
	}

	u16(): number {
		return this.take(2, (at) => this.bytes.readUInt16BE(at));
	}

	u32(): number {
		return this.take(4, (at) => this.bytes.readUInt32BE(at));
	}

	i32(): number {
		return this.take(4, (at) => this.bytes.readInt32BE(at));
	}

	u64(): number {
		return this.take(8, (at) => Number(this.bytes.readBigUInt64BE(at)));
	}

	i64(): number {
		return this.take(8, (at) => Number(this.bytes.readBigInt64BE(at)));
	}

	/** The name of a kind, such as `vide`. */
	name(): string {
		return this.bytes.toString('latin1', this.at, (this.at += 4));
	}

	/** @param isWide whether the box has the version with 64 bits; "not known" is `NaN` */
	time(isWide: boolean): number {
		const time = isWide ? this.u64() : this.u32();
		return time === Number(isWide ? UNKNOWN_64 : UNKNOWN_32) ? NaN : time;
	}

	private take(bytes: number, read: (at: number) => number): number {
		const value = this.left < bytes ? NaN : read(this.at);
		this.at += bytes;
		return value;
	}
}

/** All bits of a length that its writer did not know. */
const UNKNOWN_32 = 0xffff_ffff;
const UNKNOWN_64 = 0xffff_ffff_ffff_ffffn;
