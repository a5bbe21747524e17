export { mayAgree, readsAsSender, type Viewer, viewerOf } from '../domain/case/authorization.js'
