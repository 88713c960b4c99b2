import { audit, choice, identity, owner, reference, system, text } from './common-fields.ts'
import { field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const statuses = 'Not Started|In Progress|Completed|Waiting on someone else|Deferred'
const subjects = 'Call|Send Letter|Send Quote|Other'

/** Task: what a sync that logs its doings writes [K]. */
export const task: ObjectSpec = {
  name: 'Task',
  label: 'Task',
  labelPlural: 'Tasks',
  keyPrefix: '00T',
  fields: [
    ...identity('Activity ID'),
    reference('WhoId', 'Name ID', 'Contact|Lead', 'Who', {
      children: 'Tasks',
      indexed: true,
      parentDelete: 'cascade'
    }),
    reference('WhatId', 'Related To ID', 'Account|Campaign|Case|Opportunity', 'What', {
      children: 'Tasks',
      indexed: true,
      parentDelete: 'cascade'
    }),
    // A combobox on the wire; the double knows it as text [K].
    choice('Subject', 'Subject', subjects),
    field('ActivityDate', 'Due Date Only', 'date'),
    choice('Status', 'Status', statuses, 255, {
      nillable: false,
      defaulted: true,
      defaultValue: 'Not Started'
    }),
    choice('Priority', 'Priority', 'High|Normal|Low', 255, {
      nillable: false,
      defaulted: true,
      defaultValue: 'Normal'
    }),
    field('IsHighPriority', 'High Priority', 'boolean', system),
    owner('Group|User'),
    field('Description', 'Description', 'textarea', { length: 32_000 }),
    field('IsClosed', 'Closed', 'boolean', system),
    ...audit,
    choice('TaskSubtype', 'Task Subtype', 'Task|Email|List Email|Cadence|Call|LinkedIn', 40, {
      updateable: false,
      defaulted: true,
      defaultValue: 'Task',
      restricted: true
    }),
    choice('CallType', 'Call Type', 'Internal|Inbound|Outbound', 40),
    field('CallDurationInSeconds', 'Call Duration', 'int'),
    text('CallDisposition', 'Call Result', 255),
    field('CompletedDateTime', 'Completed Date', 'datetime', { createable: false, updateable: false }),
    field('ReminderDateTime', 'Reminder Date/Time', 'datetime'),
    field('IsReminderSet', 'Reminder Set', 'boolean')
  ]
}
