const { WanVideoEditApi } = require('./dist/credentials/WanVideoEditApi.credentials.js');
const { WanVideoEdit } = require('./dist/nodes/WanVideoEdit/WanVideoEdit.node.js');

module.exports = { WanVideoEdit, WanVideoEditApi };
