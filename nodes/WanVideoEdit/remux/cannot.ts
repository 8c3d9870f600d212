/** A video that cannot be cut without encoding it anew. The message says why, as the end of "The video cannot be cut: …". */
export class CannotCut extends Error {}

/** Edited pieces that do not fit together. The message says why, as the end of "The pieces cannot be joined: …". */
export class CannotJoin extends Error {}
