/** Beginnings of images, by which their formats are known. */
export const smallPng = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
export const smallJpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
export const smallBmp = Buffer.from('BM\0\0\0\0\0\0\0\0', 'latin1');
export const smallWebp = Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1');
export const smallGif = Buffer.from('GIF89a', 'latin1');
