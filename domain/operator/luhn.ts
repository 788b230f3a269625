/** The digit that makes a number pass the Luhn check (ISO/IEC 7812-1 annex B). */
export function luhnDigit(payload: string): number {
  const sum = payload
    .split('')
    .reverse()
    .reduce((total, digit, index) => {
      const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return (10 - (sum % 10)) % 10;
}
