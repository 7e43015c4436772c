import type { ordersEndpoints } from '@zhike/domain/orders/contract';
import type { RoutesFor } from '../../http/route';
import { checkDeposit, payDeposit } from './commands';
import { advanceOrder } from './commands/advance';
import { changeLines, setInstalments } from './commands/change';
import { drawContract, saveTemplate, signContract } from './commands/contract';
import { createOrder } from './commands/create';
import { decideOrder } from './commands/decide';
import { linkBooking, setShares, unlinkBooking } from './commands/link';
import { recordPayment, useDeposit } from './commands/pay';
import { checkOnlinePayment, payByCode, payOrder } from './commands/pay-online';
import { sendShipment } from './commands/shipment';
import { createApiKey, revokeApiKey } from './commands/api-key';
import { acceptQuote, declineQuote, saveQuote } from './commands/quote';
import { exchangeLines, previewExchange } from './commands/exchange';
import { saveAsPackage } from './commands/package';
import { issueReceipt, signReceipt } from './commands/receipt';
import { previewRefund, refundLines } from './commands/refund';
import { boughtTogether, getOrder, listMyOrders, listOrders, listQuotes } from './queries.orders';
import { listApiKeys } from './queries.api-keys';
import { getContractFile, listContracts, listTemplates } from './queries.contracts';
import { getShipments } from './queries.shipments';
import { getReceiptFile, listReceipts } from './queries.receipts';
import { getDueSoon, getReceivables } from './queries.receivables';
import { exportOrders, exportPayments } from './sheets';

export const ordersRoutes: RoutesFor<typeof ordersEndpoints> = {
  'orders.payDeposit': { mode: 'own', run: payDeposit },
  'orders.checkDeposit': { mode: 'own', run: checkDeposit },
  'orders.payOrder': { mode: 'own', run: payOrder },
  'orders.payCode': { mode: 'own', run: payByCode },
  'orders.checkPayment': { mode: 'own', run: checkOnlinePayment },
  'orders.create': { mode: 'command', run: createOrder },
  'orders.list': { mode: 'query', run: listOrders },
  'orders.get': { mode: 'query', run: getOrder },
  'orders.mine': { mode: 'query', run: listMyOrders },
  'orders.decide': { mode: 'command', run: decideOrder },
  'orders.advance': { mode: 'command', run: advanceOrder },
  'orders.change': { mode: 'command', run: changeLines },
  'orders.setInstalments': { mode: 'command', run: setInstalments },
  'orders.recordPayment': { mode: 'command', run: recordPayment },
  'orders.useDeposit': { mode: 'command', run: useDeposit },
  'orders.linkBooking': { mode: 'command', run: linkBooking },
  'orders.unlinkBooking': { mode: 'command', run: unlinkBooking },
  'orders.previewRefund': { mode: 'query', run: previewRefund },
  'orders.refund': { mode: 'command', run: refundLines },
  'orders.previewExchange': { mode: 'query', run: previewExchange },
  'orders.exchange': { mode: 'command', run: exchangeLines },
  'orders.setShares': { mode: 'command', run: setShares },
  'orders.saveQuote': { mode: 'command', run: saveQuote },
  'orders.quotes': { mode: 'query', run: listQuotes },
  'orders.acceptQuote': { mode: 'command', run: acceptQuote },
  'orders.declineQuote': { mode: 'command', run: declineQuote },
  'orders.receivables': { mode: 'query', run: getReceivables },
  'orders.dueSoon': { mode: 'query', run: getDueSoon },
  'orders.boughtTogether': { mode: 'query', run: boughtTogether },
  'orders.apiKeys': { mode: 'query', run: listApiKeys },
  'orders.createApiKey': { mode: 'command', run: createApiKey },
  'orders.revokeApiKey': { mode: 'command', run: revokeApiKey },
  'orders.contractTemplates': { mode: 'query', run: listTemplates },
  'orders.saveContractTemplate': { mode: 'command', run: saveTemplate },
  'orders.drawContract': { mode: 'command', run: drawContract },
  'orders.contracts': { mode: 'query', run: listContracts },
  'orders.contractFile': { mode: 'query', run: getContractFile },
  'orders.signContract': { mode: 'command', run: signContract },
  'orders.shipments': { mode: 'query', run: getShipments },
  'orders.sendShipment': { mode: 'command', run: sendShipment },
  'orders.saveAsPackage': { mode: 'command', run: saveAsPackage },
  'orders.receipts': { mode: 'query', run: listReceipts },
  'orders.issueReceipt': { mode: 'command', run: issueReceipt },
  'orders.receiptFile': { mode: 'query', run: getReceiptFile },
  'orders.signReceipt': { mode: 'command', run: signReceipt },
  'orders.export': { mode: 'query', run: exportOrders },
  'orders.exportPayments': { mode: 'query', run: exportPayments },
};
