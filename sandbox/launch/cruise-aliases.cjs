// dependency-cruiser learns other names of folders only from a webpack configuration.
const path = require('node:path');

module.exports = { resolve: { alias: { '@': path.join(__dirname, '../../miniapp/src') } } };
