/** Names that end with "localhost" are this machine, as they are for browsers; and no connection leaves it. */
const dns = require('node:dns');
const net = require('node:net');

const { lookup } = dns;
dns.lookup = (name, options, callback) => {
  const done = callback ?? options;
  if (!/(^|\.)localhost$/.test(name)) return lookup(name, options, callback);
  return options?.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const host = first?.host ?? (typeof first === 'number' ? args[1] : undefined);
  if (typeof host === 'string' && !/^(127\.0\.0\.1|::1|(.*\.)?localhost)$/.test(host)) {
    process.nextTick(() => this.destroy(new Error(`a connection to ${host} is not made: this runs on loopback`)));
    return this;
  }
  return connect.apply(this, args);
};
