import afterConnect from '@salesforce/label/c.Setup_AfterConnect'
import connect from '@salesforce/label/c.Setup_Connect'
import connectAgain from '@salesforce/label/c.Setup_ConnectAgain'
import connectLine1 from '@salesforce/label/c.Setup_ConnectLine1'
import connectLine2 from '@salesforce/label/c.Setup_ConnectLine2'
import disconnect from '@salesforce/label/c.Setup_Disconnect'
import disconnectLine1 from '@salesforce/label/c.Setup_DisconnectLine1'
import disconnectLine2 from '@salesforce/label/c.Setup_DisconnectLine2'
import disconnectQuestion from '@salesforce/label/c.Setup_DisconnectQuestion'
import heading from '@salesforce/label/c.Setup_Heading'
import loading from '@salesforce/label/c.Setup_Loading'
import notConnected from '@salesforce/label/c.Setup_NotConnected'
import notConnectedHint from '@salesforce/label/c.Setup_NotConnectedHint'
import openWindow from '@salesforce/label/c.Setup_OpenWindow'
import stopWaiting from '@salesforce/label/c.Setup_StopWaiting'
import waiting from '@salesforce/label/c.Setup_Waiting'
import waitingHint from '@salesforce/label/c.Setup_WaitingHint'

export const labels = {
  afterConnect,
  connect,
  connectAgain,
  connectLine1,
  connectLine2,
  disconnect,
  disconnectLine1,
  disconnectLine2,
  disconnectQuestion,
  heading,
  loading,
  notConnected,
  notConnectedHint,
  openWindow,
  stopWaiting,
  waiting,
  waitingHint
}
