afterEach(() => {
  document.body.replaceChildren()
  jest.clearAllMocks()
  jest.useRealTimers()
})
