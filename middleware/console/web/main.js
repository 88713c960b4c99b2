import '@lwc/synthetic-shadow'
import { createElement } from 'lwc'
import App from 'shell/app'
import { language } from 'shell/text'

document.documentElement.lang = language
document.body.append(createElement('shell-app', { is: App }))
