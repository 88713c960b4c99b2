// What a page can't know without its reader: the reader's locale and zone. Everything works without this file.

for (const time of document.querySelectorAll('time[datetime]')) {
  const text = time.getAttribute('datetime')
  const day = text.length === 10
  // A day has no zone: shown as that day wherever the reader is.
  const form = day ? { dateStyle: 'medium', timeZone: 'UTC' } : { dateStyle: 'medium', timeStyle: 'medium' }
  time.textContent = new Intl.DateTimeFormat(undefined, form).format(new Date(text))
  if (!day) time.title = text
}

for (const data of document.querySelectorAll('data.number')) {
  data.textContent = new Intl.NumberFormat(undefined, { maximumFractionDigits: 15 }).format(
    Number(data.value)
  )
}

document.getElementById('problems')?.focus()

if (navigator.clipboard) {
  for (const block of document.querySelectorAll('pre.copy')) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'plain small'
    button.textContent = 'Copy'
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(block.textContent)
      button.textContent = 'Copied'
      setTimeout(() => (button.textContent = 'Copy'), 2000)
    })
    block.before(button)
  }
}
