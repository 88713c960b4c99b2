/** Salesforce's answer format, for the whole envelope: true ends the delivery, anything else repeats it for up to 24 hours. */
export function acknowledgement(ack: boolean): string {
  return (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
    `<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>${ack}</Ack></notificationsResponse>` +
    '</soapenv:Body></soapenv:Envelope>'
  )
}
