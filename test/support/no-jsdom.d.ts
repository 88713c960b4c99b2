// vitest's types mention jsdom, whose own bring the browser's globals into every file of a service that has none.
export {}
