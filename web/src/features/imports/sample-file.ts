import { addDays, today } from '@/lib/days'

/** A file that shows what an import can do: words to translate, a date that is none, an empty title. */
export function sampleFile(): File {
  const day = (days: number) => addDays(today(), days)
  const rows = [
    'Task,Notes,State,Urgency,Deadline,Labels',
    `Renew fire safety certificate,The inspector wants the sprinkler log of the last 12 months,Open,High,${day(40)},"safety, hall 2"`,
    `Replace dock levellers at gates 4 to 6,Quote is in the folder,In Progress,High,${day(28)},maintenance`,
    `Count stock of hazardous goods,"Class 3 and 8, together with the safety officer",Open,Urgent,${day(14)},"safety, stock"`,
    `Update emergency contact list,,Open,Low,${day(60)},safety`,
    `Negotiate diesel contract,Current price is fixed until the end of the quarter,Waiting,Medium,next week,"fleet, finance"`,
    `Book winter tyre change for vans,,Done,Low,${day(-7)},fleet`,
    `,Two pallets arrived at 9 °C; photos attached,Open,Urgent,${day(3)},"claims, cold chain"`,
    `Train night shift on the new scanners,"Three groups, 45 minutes each",Open,ASAP,${day(21)},training`,
    `Order 40 scanner batteries,Supplier has 25 in stock,Waiting,Low,${day(30)},scanners`,
  ]
  return new File([`${rows.join('\r\n')}\r\n`], 'sample-tasks.csv', { type: 'text/csv' })
}
