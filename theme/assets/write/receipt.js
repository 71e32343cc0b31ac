// Receipts, as kgen/stewarding/receipts.py makes and reads them.

export const LENGTH = 32;

// Thirty-two random characters, which only the teller has.
export const newReceipt = () =>
  [...crypto.getRandomValues(new Uint8Array(LENGTH / 2))].map(byte => byte.toString(16).padStart(2, "0")).join("");

export const grouped = receipt => receipt.match(/.{1,4}/g).join(" ");

export const plainReceipt = text => text.toLowerCase().replace(/[^0-9a-f]/g, "");

// What the story holds instead of the receipt: it can be made from the receipt, and nobody can go back.
export const hashOf = async receipt => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(receipt));
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, "0")).join("");
};
