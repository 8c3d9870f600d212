/** Reads the numbers of a box, one after the other. Behind its end there are none: they are `NaN`. */
export class Fields {
	private at = 0;
	private readonly view: DataView;

	constructor(private readonly bytes: Buffer) {
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** How many bytes are left. */
	get left(): number {
		return Math.max(0, this.view.byteLength - this.at);
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
		return this.has(1) ? this.view.getUint8(this.at - 1) : NaN;
	}

	u16(): number {
		return this.has(2) ? this.view.getUint16(this.at - 2) : NaN;
	}

	u32(): number {
		return this.has(4) ? this.view.getUint32(this.at - 4) : NaN;
	}

	i32(): number {
		return this.has(4) ? this.view.getInt32(this.at - 4) : NaN;
	}

	u64(): number {
		return this.has(8) ? Number(this.view.getBigUint64(this.at - 8)) : NaN;
	}

	i64(): number {
		return this.has(8) ? Number(this.view.getBigInt64(this.at - 8)) : NaN;
	}

	/** The name of a kind, such as `vide`. */
	name(): string {
		return this.bytes.toString('latin1', this.at, (this.at += 4));
	}

	/** @param isWide whether the box has the version with 64 bits; "not known" is `NaN` */
	time(isWide: boolean): number {
		const time = isWide ? this.u64() : this.u32();
		return time === (isWide ? UNKNOWN_64 : UNKNOWN_32) ? NaN : time;
	}

	/** Goes on behind the next number, and tells whether it is there. */
	private has(bytes: number): boolean {
		this.at += bytes;
		return this.at <= this.view.byteLength;
	}
}

/** All bits of a length that its writer did not know. */
const UNKNOWN_32 = 0xffff_ffff;
const UNKNOWN_64 = Number(0xffff_ffff_ffff_ffffn);
