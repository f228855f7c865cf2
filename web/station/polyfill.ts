/** What the shared rules use and browsers of five years ago lack. Imported before them. */

const LONE_SURROGATE = /[\ud800-\udfff]/gu;

String.prototype.isWellFormed ??= function (this: string): boolean {
  return this.search(LONE_SURROGATE) === -1;
};
String.prototype.toWellFormed ??= function (this: string): string {
  return this.replace(LONE_SURROGATE, '\ufffd');
};
Object.hasOwn ??= (object: object, key: PropertyKey) => Object.hasOwn(object, key);

export {};
