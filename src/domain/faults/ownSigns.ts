/**
 * The signs of the two causes with checks of their own. 0x8004480E, between the codes for users and for queues, is about
 * quotes and currencies. Microsoft's list of error codes has the wordings of 0x8004480D and 0x8005E246 in German, Spanish and
 * Japanese; the other translations are ours, so the product's may differ, but its codes do not.
 */
export const OWN_SIGNS = [
  {
    means: 'sendAs',
    codes: ['0x8004480D'],
    names: ['UserDoesNotHaveSendAsAllowed'],
    texts: [
      'user does not have send-as privilege',
      'user does not have send as privilege',
      'cannot send email as the selected user',
      "can't send email as the selected user",
      'der benutzer hat kein sende-recht',
      'der benutzer verfügt nicht über die berechtigung "senden als"',
      'sie können keine email als der ausgewählte benutzer senden',
      'sie können keine emails als der ausgewählte benutzer senden',
      "l'utilisateur ne dispose pas du privilège envoyer en tant que",
      "l'utilisateur n'a pas le privilège envoyer en tant que",
      "vous ne pouvez pas envoyer d'email en tant qu'utilisateur sélectionné",
      "vous ne pouvez pas envoyer d'email en tant que l'utilisateur sélectionné",
      'no puede enviar correo electrónico como el usuario seleccionado',
      'el usuario no tiene el privilegio enviar como',
      'el usuario no tiene el privilegio de enviar como',
      "non è possibile inviare email come l'utente selezionato",
      'u kunt geen email verzenden als de geselecteerde gebruiker',
      'não é possível enviar email como o usuário selecionado',
      'ユーザーには "として送信" 特権がありません',
      'ユーザーには"として送信"特権がありません',
      'ユーザーに送信特権がありません',
      'ユーザーに送信権限がありません',
      'im namen des ausgewählten benutzers',
      "au nom de l'utilisateur sélectionné",
      'en nombre del usuario seleccionado',
      '選択したユーザーとして電子メールを送信',
      '指定されたユーザーとして電子メールを送信',
    ],
  },
  {
    means: 'routerDisabled',
    codes: ['0x8005E246'],
    names: ['RouterIsDisabled'],
    texts: [
      'configured to use the legacy email router',
      'den alten email-router verwenden',
      'configurados para usar el antiguo email router',
      '従来の電子メール ルーターを使用するように構成',
    ],
  },
] as const

/** The id of prvSendAsUser: as certain as the code, since the sentences around it may name any privilege (gg334551). */
export const SEND_AS_PRIVILEGE_ID = '6fd3eb4f-66e3-4587-b4ab-c064f03ad783'
