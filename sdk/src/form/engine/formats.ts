/** Formats of texts and numbers, plain enough that the server judges them alike and no text makes them slow. */

const NUMBER = /^-?[0-9]{1,15}(\.[0-9]{1,15})?$/;
const URL_FORM = /^https?:\/\/[A-Za-z0-9][^ \t\r\n<>"]{0,1999}$/u;
const PHONE = /^\+?[0-9][0-9 ()-]{3,23}$/;
const LOCAL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/;
const HOST_PART = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
export const BIGGEST = 1e15;

function isEmail(text: string): boolean {
  const at = text.indexOf("@");
  if (at < 0) return false;
  const parts = text.slice(at + 1).split(".");
  return LOCAL.test(text.slice(0, at)) && parts.length > 1 && parts.length < 20 && parts.every((one) => HOST_PART.test(one));
}

export const FORMATS: { [format: string]: (text: string) => boolean } = {
  email: isEmail,
  url: (text) => URL_FORM.test(text),
  phone: (text) => PHONE.test(text),
};

/** A number, or a text that is plainly one; nothing above 10^15. */
export function parsedNumber(value: unknown): number | null {
  let number = value;
  if (typeof number === "string") {
    const text = number.replace(/^ +| +$/g, "");
    number = NUMBER.test(text) ? Number(text) : null;
  }
  return typeof number === "number" && Number.isFinite(number) && Math.abs(number) <= BIGGEST ? number + 0 : null;
}
