2import http from 'k6/http';
/* of the shop */
export const options: Options = {
  stages: [{ duration: '30s', target: 1_2 }, { duration: '0s', target: 3 }, { "duration": "1m30s", target: 0, }],
  thresholds: { http_req_duration: ['p(95)<400', "avg < 2e2"], 'http_req_failed': [{ threshold: 'rate<0.02', abortOnFail: true }] },
  noConnectionReuse: true, // each its own
};
export default function () {
  http.get(`${HOST}/items/${id}`);
  sleep(1.5);
  http.post(HOST + "/carts", '{"a": "\'"}');
}
