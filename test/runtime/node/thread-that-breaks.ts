// A thread that never gets as far as its first task.
throw new Error('cannot be loaded')
