import { laptop } from '../../stacks/manifest.ts'
import type { Environment, StartConfiguration } from '../configuration.ts'
import { REGION } from '../engines/addresses.ts'
import type { Secrets } from '../secrets.ts'

export type Addresses = {
  readonly site: string
  readonly tableUrl: string
  readonly queuesUrl: string
  /** Of each queue. */
  readonly queueUrls: Readonly<Record<string, string>>
  readonly mailbox: string
  /** What tells this data folder from a copy of it. */
  readonly place: string
}

export const TABLE = 'tidings'

/** Who may sign in to the console of a laptop, unless the environment names others. */
export const LOCAL_OWNER = 'editors@harbourpost.example'

const machine = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'TZ', 'SYSTEMROOT', 'WINDIR', 'NODE_EXTRA_CA_CERTS']

/** What a child needs of the machine it runs on. Nothing of `AWS_…` is in it, nor a proxy: no call may ever leave the machine. */
export const machineEnvironment = (own: Environment): Record<string, string> =>
  Object.fromEntries(machine.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])))

/** The environment of one function: as the stacks give it on AWS, with everything beyond it on loopback. */
export function functionEnvironment(
  name: string,
  addresses: Addresses,
  secrets: Secrets,
  allowPrivateFetch: boolean,
  { environment, configuration }: { readonly environment: Environment; readonly configuration: StartConfiguration },
): Record<string, string> {
  const linked = (value: string) => JSON.stringify({ value })
  return {
    ...machineEnvironment(environment),
    NODE_ENV: 'production',
    TIDINGS_LOCAL: '1',
    TIDINGS_FUNCTION: name,
    ...(allowPrivateFetch ? { TIDINGS_ALLOW_PRIVATE_FETCH: '1' } : {}),
    SITE_URL: addresses.site,
    // Whoever sits at this machine: the code lies in the mailbox.
    OWNERS: configuration.TIDINGS_OWNERS?.join(',') ?? LOCAL_OWNER,
    SEND_RATE: String(configuration.SEND_RATE),
    // Nobody else waits for the table of a laptop.
    IMPORT_RATE: '2000',
    TABLE_NAME: TABLE,
    TIDINGS_PLACE: addresses.place,
    DYNAMODB_ENDPOINT: addresses.tableUrl,
    SQS_ENDPOINT: addresses.queuesUrl,
    ...Object.fromEntries(
      Object.entries(addresses.queueUrls).map(([queue, url]) => [`${queue.toUpperCase()}_QUEUE_URL`, url]),
    ),
    SEND_LEASE_SECONDS: String(laptop.send.leaseSeconds),
    RESEND_BASE_URL: addresses.mailbox,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // Files and the machine's metadata service could say otherwise.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    SST_RESOURCE_App: JSON.stringify({ name: 'tidings', stage: 'local' }),
    SST_RESOURCE_ResendKey: linked('re_local'),
    SST_RESOURCE_ResendAccountKey: linked('re_local_account'),
    SST_RESOURCE_WebhookSecret: linked(secrets.webhook),
    SST_RESOURCE_LinkKeys: linked(JSON.stringify(secrets.linkKeys)),
    SST_RESOURCE_Pepper: linked(secrets.pepper),
    SST_RESOURCE_ApiKey: linked(secrets.apiKey),
  }
}
