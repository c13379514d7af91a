// A last layer in which each class is a Gaussian over the features. It classifies, and also says how typical a row is.
import { gaussianMixtureLoss, largeMarginLoss } from '@mixtura/deep'
import { adam, denseNetwork, runTraining, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { iris, species } from './samples/iris.js'

await useBackend('cpu')
const names = [...new Set(species)]
const classes = tf.tensor1d(species.map(name => names.indexOf(name)), 'int32')
const inputs = tf.tensor2d(iris)
const network = denseNetwork({ inputs: 4, widths: [16, 2], seed: 1 })
const loss = gaussianMixtureLoss({ classes: 3, columns: 2, ...largeMarginLoss })
const parameters = { ...network.parameters, ...loss.parameters }
const optimizer = adam(parameters, { learningRate: 0.02 })
await runTraining({
  program: { parameters, parts: { optimizer } },
  batches: () => [0],
  step: () => optimizer.minimize(() => loss.objective(network.apply(inputs), classes)),
  epochs: 200,
})

const features = network.apply(inputs) as tf.Tensor2D
const predicted = await tf.argMax(loss.logJoint(features), 1).data()
const right = predicted.filter((label, n) => names[label] === species[n]).length
const classifier = await loss.classifier()
const [usual, odd] = await classifier.logDensity([[...(await features.array())[0]], [100, 100]])
console.log(`${right} of ${species.length} flowers are classified correctly, on the rows of training`)
console.log(`log-density of the first flower ${usual.toFixed(1)} nats, of features far from every class ${odd.toFixed(0)} nats`)

const rows = (await features.array()) as number[][]
export const figure = { samples: rows, labels: predicted, models: classifier.mixtures, axes: ['first feature', 'second feature'] }
