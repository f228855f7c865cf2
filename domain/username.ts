/** Names are compared without case. No spaces: they are typed, and read from lists. */
export const USERNAME_PATTERN = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;

/** The same in words, to follow "must be". */
export const USERNAME_RULE = '1 to 64 letters, digits or . _ @ -, beginning with a letter or digit';
