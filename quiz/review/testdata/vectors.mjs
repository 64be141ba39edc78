// Writes vectors.json with ts-fsrs 5.4.2 (npm install ts-fsrs@5.4.2; node vectors.mjs > vectors.json):
// histories of right (Good) and wrong (Again) answers with the memory after each, the recall on the day
// of the answer and the interval at 90 %.
import { FSRSAlgorithm } from 'ts-fsrs'
const f = new FSRSAlgorithm({ enable_fuzz: false, request_retention: 0.9 })
let x = 20261123
const rnd = n => { x = (x * 1103515245 + 12345) % 2147483648; return Math.floor(x / 65536) % n }
const histories = []
for (let h = 0; h < 200; h++) {
  let m = null, day = 0
  const steps = []
  const n = 1 + rnd(12)
  for (let i = 0; i < n; i++) {
    const wait = i === 0 ? 0 : [0, 1, 1, 2, 3, 5, 8, 13, 30, 90, 365][rnd(11)]
    day += wait
    const right = rnd(10) < (h % 2 ? 8 : 5)
    const recall = m ? f.forgetting_curve(wait, m.stability) : 0
    m = f.next_state(m, wait, right ? 3 : 1)
    steps.push({ day, right, recall, stability: m.stability, difficulty: m.difficulty, interval: f.next_interval(m.stability, 0) })
  }
  histories.push(steps)
}
console.log('[\n' + histories.map(s => JSON.stringify(s)).join(',\n') + '\n]')
