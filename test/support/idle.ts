/** A program that says its process id and would run for ever. */
console.log(process.pid);
setInterval(() => {}, 1_000);
